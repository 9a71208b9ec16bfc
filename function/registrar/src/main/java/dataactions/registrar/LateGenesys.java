package dataactions.registrar;

import dataactions.registrar.genesys.Genesys;
import java.util.function.Supplier;

/** Genesys, made when it is first called: some events need none, and must not fail for want of it. */
record LateGenesys(Supplier<Genesys> genesys) implements Genesys {
    @Override
    public Organizations organizations() {
        return genesys.get().organizations();
    }

    @Override
    public Credentials credentials() {
        return genesys.get().credentials();
    }

    @Override
    public Integrations integrations() {
        return genesys.get().integrations();
    }

    @Override
    public Actions actions() {
        return genesys.get().actions();
    }

    @Override
    public Flows flows() {
        return genesys.get().flows();
    }
}
