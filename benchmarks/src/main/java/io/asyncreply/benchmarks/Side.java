package io.asyncreply.benchmarks;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * One of the things that are compared.
 *
 * @param name what the table calls it
 * @param address where it is called
 * @param call how it is called
 * @param processes what answers: process ids by their part in it, {@link Part#BROKER}
 * absent where the broker runs elsewhere
 */
record Side(String name, InetSocketAddress address, Call call, Map<Part, Long> processes) {
}
