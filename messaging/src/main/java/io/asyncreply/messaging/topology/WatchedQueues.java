package io.asyncreply.messaging.topology;

import java.util.List;

/**
 * The queues whose depth a system watches.
 *
 * @param queueNames their names
 */
public record WatchedQueues(List<String> queueNames) {

}
