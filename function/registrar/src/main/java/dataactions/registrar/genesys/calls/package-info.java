/** How a call to Genesys is sent: token, retries, rate limit, and the refusal of writes in a plan. */
package dataactions.registrar.genesys.calls;
