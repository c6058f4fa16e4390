package io.asyncreply.systema.ledger.sql;

import java.util.Set;
import java.util.TreeSet;

import io.asyncreply.messaging.startup.StartRefusedException;

/**
 * Signals that the database does not sync commits to disk, so that an accepted request
 * could be lost.
 */
public class NotDurableException extends StartRefusedException {

	private static final long serialVersionUID = 1L;

	NotDurableException(String query, String value, Set<String> durable) {
		super("The promise \"a 202 is never lost\" cannot hold: '" + query + "' returns '" + value + "'",
				"Set it to one of " + new TreeSet<>(durable) + " for the database, its role or the connection URL",
				null);
	}

}
