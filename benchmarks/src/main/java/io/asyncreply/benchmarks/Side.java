package io.asyncreply.benchmarks;

import java.util.Map;

/**
 * One of the things that are compared.
 *
 * @param name what the table calls it
 * @param source where those come from who ask it
 * @param isPeer whether it stands in for the pair, so that both can be asked at one rate
 * @param processes what answers: process ids by their part in it
 */
record Side(String name, Load.Source source, boolean isPeer, Map<Part, Long> processes) {
}
