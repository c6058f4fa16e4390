package io.asyncreply.messaging.diagnostics;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Problem of the broker and its fix.
 *
 * @param identity what stays the same while the problem lasts
 * @param problem description with names and values
 * @param fix instruction for the operator
 */
public record Finding(@JsonIgnore FindingIdentity identity, String problem, String fix) {

}
