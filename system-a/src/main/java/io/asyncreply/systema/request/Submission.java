package io.asyncreply.systema.request;

import java.time.Duration;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;

/**
 * What a caller asks for, validated.
 *
 * @param operation the name of an operation of the catalogue
 * @param payload fits the operation's record and its constraints
 * @param lane in which lane
 * @param deadline when it expires, counted from now
 */
record Submission(String operation, Json payload, Lane lane, Duration deadline) {

}
