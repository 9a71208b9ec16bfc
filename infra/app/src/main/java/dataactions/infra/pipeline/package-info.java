/** The promotion pipeline (CDK Pipelines). */
package dataactions.infra.pipeline;
