package io.asyncreply.systema.ledger.admission;

import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Decides whether a new request is stored. A repetition with a known idempotency key
 * returns the stored request in any case.
 */
@FunctionalInterface
public interface AdmissionPolicy {

	/**
	 * Checks a request before it is stored; must return quickly.
	 * @param request the request
	 * @throws RequestRejectedException if the request is rejected
	 */
	void admit(NewRequest request);

}
