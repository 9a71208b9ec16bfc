package dataactions.genesys;

import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often the org was called, by the purpose of the call. Every request counts once, under one {@link Kind}.
 *
 * <p>A GET that repeats another one, with no change between them, is a {@link Kind#POLL}; so is a GET of an object that
 * was just deleted. A call that repeats a failed one (no answer, 400, 408, 409, 429, 5xx) is a {@link Kind#RETRY}.
 */
public final class CallCounts {

    /** The purpose of a call. */
    public enum Kind {
        /** Requests to {@code /oauth/token}. */
        TOKEN,
        /** The first GET of an object or a listing. */
        READ,
        /** POST, PUT, PATCH and DELETE, other than running an action. */
        WRITE,
        /** Tests and executions of an action. */
        RUN,
        /** The same GET again, without a change between both. */
        POLL,
        /** The same request again after it failed. */
        RETRY
    }

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> lastStatus = new HashMap<>();
    private final Map<String, Boolean> readSinceLastWrite = new HashMap<>();

    synchronized void add(ApiRequest request, int status) {
        String method = request.method();
        String path = request.path();
        String key = method + " " + path + "?" + request.query();
        Kind kind = kindOf(method, path, key);
        counts.merge(kind, 1, Integer::sum);
        log.add(method + " " + path + " " + status);
        lastStatus.put(key, status);
        if (method.equals("GET")) {
            readSinceLastWrite.put(key, true);
        } else if (kind != Kind.TOKEN && kind != Kind.RUN && status < 300) {
            readSinceLastWrite.clear();
            if (method.equals("DELETE")) {
                readSinceLastWrite.put("GET " + path + "?{}", true);
            }
        }
    }

    private Kind kindOf(String method, String path, String key) {
        if (path.equals("/oauth/token")) {
            return Kind.TOKEN;
        }
        int last = lastStatus.getOrDefault(key, 200);
        if (last == ApiResponse.HANG_UP || last == 400 || last == 408 || last == 409 || last == 429 || last >= 500) {
            return Kind.RETRY;
        }
        if (method.equals("GET")) {
            return readSinceLastWrite.containsKey(key) ? Kind.POLL : Kind.READ;
        }
        return path.endsWith("/test") || path.endsWith("/execute") ? Kind.RUN : Kind.WRITE;
    }

    /** The number of calls of one kind. */
    public synchronized int of(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    public int tokens() {
        return of(Kind.TOKEN);
    }

    public int reads() {
        return of(Kind.READ);
    }

    public int writes() {
        return of(Kind.WRITE);
    }

    public int runs() {
        return of(Kind.RUN);
    }

    public int polls() {
        return of(Kind.POLL);
    }

    public int retries() {
        return of(Kind.RETRY);
    }

    /** The number of reads, writes and runs, without tokens, polls and retries. */
    public synchronized int needed() {
        return reads() + writes() + runs();
    }

    /** The number of all calls. */
    public synchronized int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** One line per call, oldest first: method, path and status; without query, headers and body. */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** Resets all counts to zero. */
    public synchronized void reset() {
        counts.clear();
        log.clear();
        lastStatus.clear();
        readSinceLastWrite.clear();
    }

    @Override
    public synchronized String toString() {
        return needed() + " Genesys calls (" + reads() + " reads, " + writes() + " writes, " + runs() + " runs), and "
                + tokens() + " for tokens, " + polls() + " polls, " + retries() + " retries";
    }
}
