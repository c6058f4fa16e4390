package io.asyncreply.systema.ledger.model;

import java.util.UUID;

/**
 * One run of System A, whose hands the requests are in that it publishes from memory.
 *
 * @param value never the same again
 */
public record InstanceId(String value) {

	public static InstanceId create() {
		return new InstanceId(UUID.randomUUID().toString());
	}

}
