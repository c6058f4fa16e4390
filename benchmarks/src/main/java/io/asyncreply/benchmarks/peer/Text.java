package io.asyncreply.benchmarks.peer;

/**
 * What the peer is asked and what it answers.
 *
 * @param text any text
 */
record Text(String text) {
}
