package io.asyncreply.systema.flow;

import io.asyncreply.messages.Lane;
import io.asyncreply.systema.ledger.Entry;

/**
 * Where requests of one kind wait, as meters name it.
 *
 * @param operation what is asked for
 * @param lane in which lane
 */
record Queue(String operation, Lane lane) {

	static Queue of(Entry entry) {
		return new Queue(entry.operation(), entry.lane());
	}

}
