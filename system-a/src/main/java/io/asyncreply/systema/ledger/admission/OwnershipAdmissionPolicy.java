package io.asyncreply.systema.ledger.admission;

import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.model.LedgerOutOfServiceException;
import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Rejects all requests while another ledger owns the virtual host.
 *
 * @param ownership the ownership of the virtual host
 * @param otherwise decides while this ledger owns the virtual host, or while the broker
 * has not answered
 */
public record OwnershipAdmissionPolicy(VirtualHostOwnership ownership,
		AdmissionPolicy otherwise) implements AdmissionPolicy {

	@Override
	public void admit(NewRequest request) {
		String fault = this.ownership.fault();
		if (fault != null) {
			throw new LedgerOutOfServiceException(fault, null);
		}
		this.otherwise.admit(request);
	}

}
