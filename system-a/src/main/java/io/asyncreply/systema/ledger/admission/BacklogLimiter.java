package io.asyncreply.systema.ledger.admission;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import io.asyncreply.messages.Lane;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Bounds what the ledger takes in: by the rule of others, by the requests that are open,
 * in all and of one caller, and by the bytes that wait for their commit.
 */
public final class BacklogLimiter {

	/** What a row weighs beside its payload, roughly. */
	private static final int ROW_BYTES = 512;

	private final long maxOpenRequests;

	private final CallerQuota callerQuota;

	private final Semaphore uncommittedBytes;

	private final AdmissionPolicy admissionPolicy;

	private final MeterRegistry meters;

	/** By open requests, and by those that claim to become one. */
	private final AtomicLong openOrReserved = new AtomicLong();

	private final AtomicLong reserved = new AtomicLong();

	private final BulkThrottle bulkThrottle = new BulkThrottle(System::nanoTime);

	public BacklogLimiter(LedgerProperties properties, AdmissionPolicy admissionPolicy, MeterRegistry meters) {
		this.maxOpenRequests = properties.maxOpenRequests();
		this.callerQuota = new CallerQuota(properties.callerLimit());
		this.uncommittedBytes = new Semaphore(Math.toIntExact(properties.uncommitted().toBytes()));
		this.admissionPolicy = admissionPolicy;
		this.meters = meters;
	}

	/** Whether one caller may have fewer open requests than all may. */
	public boolean limitsCallers() {
		return this.callerQuota.limit() < this.maxOpenRequests;
	}

	/**
	 * Says how many requests are open by the ledger's own count.
	 * @param total all of them
	 * @param countsByOwner those of each caller, if it {@link #limitsCallers()}
	 */
	public void resetCounts(long total, Map<String, Long> countsByOwner) {
		this.openOrReserved.set(total + this.reserved.get());
		this.callerQuota.resetCounts(countsByOwner);
	}

	/**
	 * Lets a request in until {@link #complete}.
	 * @param request the request
	 * @throws RequestRejectedException if too many are open, or the rule does not admit
	 * it
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	public void reserve(NewRequest request) {
		this.admissionPolicy.admit(request);
		reserveOpenRequest(request.owner());
		if (!this.uncommittedBytes.tryAcquire(sizeInBytes(request))) {
			completeOpenRequest(request.owner(), false);
			throw new LedgerUnavailableException("Too much waits for its commit already", null);
		}
		if (request.lane() != Lane.BULK) {
			this.bulkThrottle.onInteractiveRequest();
		}
	}

	/** How uploads give way to single requests. */
	public BulkThrottle bulkThrottle() {
		return this.bulkThrottle;
	}

	/**
	 * Lets out what was let in.
	 * @param request the request
	 * @param stored whether it is open now
	 */
	public void complete(NewRequest request, boolean stored) {
		this.uncommittedBytes.release(sizeInBytes(request));
		completeOpenRequest(request.owner(), stored);
	}

	/**
	 * Claims room for one more open request until {@link #completeOpenRequest}.
	 * @param owner whose it is
	 * @throws RequestRejectedException if too many are open
	 */
	public void reserveOpenRequest(String owner) {
		this.reserved.incrementAndGet();
		try {
			if (this.openOrReserved.incrementAndGet() > this.maxOpenRequests) {
				throw new BacklogFullException(this.maxOpenRequests);
			}
			this.callerQuota.reserve(owner);
		}
		catch (RequestRejectedException ex) {
			this.openOrReserved.decrementAndGet();
			this.reserved.decrementAndGet();
			throw ex;
		}
	}

	/**
	 * Gives the claimed room to a request that is open now, or back.
	 * @param owner whose it is
	 * @param opened whether a request is open
	 */
	public void completeOpenRequest(String owner, boolean opened) {
		if (!opened) {
			this.openOrReserved.decrementAndGet();
		}
		this.reserved.decrementAndGet();
		this.callerQuota.complete(owner, opened);
	}

	public void releaseOpenRequest(String owner) {
		this.openOrReserved.decrementAndGet();
		this.callerQuota.release(owner);
	}

	/** Counts a refusal that its caller is told. */
	public RequestRejectedException countRejection(RequestRejectedException rejection) {
		this.meters.counter("asyncreply.requests.refused", "reason", rejection.reason()).increment();
		return rejection;
	}

	public long countOpen() {
		return Math.max(0, this.openOrReserved.get() - this.reserved.get());
	}

	private static int sizeInBytes(NewRequest request) {
		return request.payload().length() + ROW_BYTES;
	}

}
