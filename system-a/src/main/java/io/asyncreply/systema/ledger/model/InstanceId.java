package io.asyncreply.systema.ledger.model;

import java.util.UUID;

/**
 * One run of System A, whose hands the requests are in that it publishes from memory.
 *
 * @param id never the same again
 */
public record InstanceId(String id) {

	public static InstanceId create() {
		return new InstanceId(UUID.randomUUID().toString());
	}

}
