/** HTTP/1.1 on connections that are kept for the next request: the sockets, and what is the same for upstreams and AWS. */
package dataactions.handler.http;
