/**
 * The values of the project, without a meaning: the JSON parser and writer, JSON trees as Java values ({@code Map}, {@code
 * List}, {@code String}, {@code Boolean}, and {@code Long}, {@code BigInteger} or {@code BigDecimal}), numbers, text, and the types of inputs and
 * outputs. What a caller sends and gets is in {@link dataactions.definition.envelope}.
 */
package dataactions.definition.value;
