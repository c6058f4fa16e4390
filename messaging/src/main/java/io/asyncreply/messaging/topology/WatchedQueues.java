package io.asyncreply.messaging.topology;

import java.util.List;

/**
 * The queues whose depth a system watches.
 *
 * @param names their names
 */
public record WatchedQueues(List<String> names) {

}
