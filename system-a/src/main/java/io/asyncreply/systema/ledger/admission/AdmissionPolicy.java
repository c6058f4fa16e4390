package io.asyncreply.systema.ledger.admission;

import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Decides at the door whether a new request is let in. Whatever it says, a repetition
 * under an idempotency key gets the request of then.
 */
@FunctionalInterface
public interface AdmissionPolicy {

	/**
	 * Looks at a request before anything is stored; must be short.
	 * @param request the request
	 * @throws RequestRejectedException if it is not let in
	 */
	void admit(NewRequest request);

}
