/** What all routes of the org share: requests and responses, errors, pages, rate limits, settings. */
package dataactions.genesys.api;
