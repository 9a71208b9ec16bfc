/**
 * Two classes that need members which the JSONata library shows only to its own package. Everything else about JSONata
 * is in {@link dataactions.definition.expression}.
 */
package com.dashjoin.jsonata;
