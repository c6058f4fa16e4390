package io.asyncreply.systema.ledger.model;

import java.util.UUID;

/**
 * Identifies one run of System A.
 *
 * @param value a random UUID
 */
public record InstanceId(String value) {

	public static InstanceId create() {
		return new InstanceId(UUID.randomUUID().toString());
	}

}
