package io.asyncreply.messaging.diagnostics;

/**
 * Problem of the broker and its fix.
 *
 * @param problem description with names and values
 * @param fix instruction for the operator
 */
public record Finding(String problem, String fix) {

}
