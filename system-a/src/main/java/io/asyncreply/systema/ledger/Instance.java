package io.asyncreply.systema.ledger;

import java.util.UUID;

/**
 * One run of System A, whose hands the requests are in that it publishes from memory.
 *
 * @param id never the same again
 */
record Instance(String id) {

	static Instance create() {
		return new Instance(UUID.randomUUID().toString());
	}

}
