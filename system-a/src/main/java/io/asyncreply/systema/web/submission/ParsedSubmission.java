package io.asyncreply.systema.web.submission;

import java.time.Duration;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;

/**
 * What a caller asks for, validated.
 *
 * @param operation the name of an operation of the catalogue
 * @param payload fits the operation's record and its constraints
 * @param lane in which lane
 * @param deadline when it expires, counted from now
 */
record ParsedSubmission(String operation, RawJson payload, Lane lane, Duration deadline) {

}
