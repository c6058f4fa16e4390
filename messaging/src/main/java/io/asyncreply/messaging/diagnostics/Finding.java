package io.asyncreply.messaging.diagnostics;

/**
 * Something that is wrong with the broker, and what mends it.
 *
 * @param problem what is wrong, with the names and values that it is about
 * @param fix what to do about it
 */
public record Finding(String problem, String fix) {

}
