package io.asyncreply.systema.ledger.sql;

import java.util.Set;

/**
 * Says that the database does not bring a commit to disk, so that a 202 could be lost.
 */
public class NotDurableException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	NotDurableException(String query, String value, Set<String> durable) {
		super("The promise \"a 202 is never lost\" cannot hold: '" + query + "' says '" + value + "'. Set it to one of "
				+ durable + ".");
	}

}
