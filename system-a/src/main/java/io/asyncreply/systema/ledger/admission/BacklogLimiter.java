package io.asyncreply.systema.ledger.admission;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import io.asyncreply.messages.Lane;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Reserves room for requests before they are stored. It applies the
 * {@link AdmissionPolicy} and limits the open requests, those of each caller, and the
 * bytes that wait for their commit.
 */
public final class BacklogLimiter {

	/** Most callers whose open requests are counted. */
	public static final int MAX_COUNTED_CALLERS = CallerQuota.MAX_CALLERS;

	/** Approximate size of a row without its payload. */
	private static final int ROW_BYTES = 512;

	private final long maxOpenRequests;

	private final CallerQuota callerQuota;

	private final Semaphore uncommittedBytes;

	private final AdmissionPolicy admissionPolicy;

	private final DispatchQueue dispatchQueue;

	private final MeterRegistry meters;

	private final AtomicLong openOrReserved = new AtomicLong();

	private final AtomicLong reserved = new AtomicLong();

	private final BulkThrottle bulkThrottle = new BulkThrottle(System::nanoTime);

	public BacklogLimiter(LedgerProperties properties, AdmissionPolicy admissionPolicy, DispatchQueue dispatchQueue,
			MeterRegistry meters) {
		this.maxOpenRequests = properties.maxOpenRequests();
		this.callerQuota = new CallerQuota(properties.callerLimit());
		this.uncommittedBytes = new Semaphore(Math.toIntExact(properties.uncommitted().toBytes()));
		this.admissionPolicy = admissionPolicy;
		this.dispatchQueue = dispatchQueue;
		this.meters = meters;
	}

	/** Whether the limit of one caller is lower than the limit of all. */
	public boolean limitsCallers() {
		return this.callerQuota.limit() < this.maxOpenRequests;
	}

	/** The throttle of uploads, which knows of the interactive requests. */
	public BulkThrottle bulkThrottle() {
		return this.bulkThrottle;
	}

	/**
	 * Replaces the counts by those of the ledger; reservations stay.
	 * @param total all open requests
	 * @param countsByOwner the open requests of each caller, if it
	 * {@link #limitsCallers()}
	 */
	public void resetCounts(long total, Map<String, Long> countsByOwner) {
		this.openOrReserved.set(total + this.reserved.get());
		this.callerQuota.resetCounts(countsByOwner);
	}

	/**
	 * Reserves room for a new request, in the dispatch queue only if that has room.
	 * @param request the request
	 * @return the reservation, to be confirmed or released
	 * @throws RequestRejectedException if a limit is reached or the policy rejects it
	 * @throws LedgerUnavailableException if too many bytes wait for their commit
	 */
	public Reservation reserve(NewRequest request) {
		this.admissionPolicy.admit(request);
		reserveOpenRequest(request.owner());
		int bytes = request.payload().length() + ROW_BYTES;
		if (!this.uncommittedBytes.tryAcquire(bytes)) {
			releaseOpenRequest(request.owner());
			throw new LedgerUnavailableException("Too many bytes wait for their commit", null);
		}
		if (request.lane() != Lane.BULK) {
			this.bulkThrottle.onInteractiveRequest();
		}
		return new Reservation(request.owner(), bytes, this.dispatchQueue.reserve(request) ? request : null);
	}

	/**
	 * Reserves room for a request that is about to be reopened.
	 * @param owner the caller
	 * @return the reservation, to be confirmed or released
	 * @throws RequestRejectedException if a limit is reached
	 */
	public Reservation reserveReopening(String owner) {
		reserveOpenRequest(owner);
		return new Reservation(owner, 0, null);
	}

	/** Removes an open request that has ended from the counts. */
	public void onRequestEnded(String owner) {
		this.openOrReserved.decrementAndGet();
		this.callerQuota.onRequestEnded(owner);
	}

	/** Counts a rejection that is reported to the caller. */
	public RequestRejectedException countRejection(RequestRejectedException rejection) {
		this.meters.counter("asyncreply.requests.refused", "reason", rejection.reason().label()).increment();
		return rejection;
	}

	public long countOpen() {
		return Math.max(0, this.openOrReserved.get() - this.reserved.get());
	}

	private void reserveOpenRequest(String owner) {
		this.reserved.incrementAndGet();
		try {
			if (this.openOrReserved.incrementAndGet() > this.maxOpenRequests) {
				throw new RequestRejectedException(RequestRejectedException.RejectionReason.BACKLOG_FULL,
						"The limit of " + this.maxOpenRequests + " open requests has been reached");
			}
			this.callerQuota.reserve(owner);
		}
		catch (RequestRejectedException ex) {
			this.openOrReserved.decrementAndGet();
			this.reserved.decrementAndGet();
			throw ex;
		}
	}

	private void releaseOpenRequest(String owner) {
		this.openOrReserved.decrementAndGet();
		this.reserved.decrementAndGet();
		this.callerQuota.release(owner);
	}

	/**
	 * Room for one open request. Exactly one of {@link #confirm()} and {@link #release()}
	 * is called, once.
	 */
	public final class Reservation {

		private final String owner;

		private final int bytes;

		private final @Nullable NewRequest bufferedRequest;

		private Reservation(String owner, int bytes, @Nullable NewRequest bufferedRequest) {
			this.owner = owner;
			this.bytes = bytes;
			this.bufferedRequest = bufferedRequest;
		}

		/** Whether the dispatch queue has room for the request. */
		public boolean isBuffered() {
			return this.bufferedRequest != null;
		}

		/** Turns the reservation into an open request, after the commit. */
		public void confirm() {
			BacklogLimiter.this.uncommittedBytes.release(this.bytes);
			BacklogLimiter.this.reserved.decrementAndGet();
			BacklogLimiter.this.callerQuota.confirm(this.owner);
		}

		/** Releases all room, because the request was not stored. */
		public void release() {
			BacklogLimiter.this.uncommittedBytes.release(this.bytes);
			releaseOpenRequest(this.owner);
			if (this.bufferedRequest != null) {
				BacklogLimiter.this.dispatchQueue.release(this.bufferedRequest);
			}
		}

	}

}
