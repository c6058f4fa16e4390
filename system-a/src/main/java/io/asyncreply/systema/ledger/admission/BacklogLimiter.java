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

	private final long backlog;

	private final CallerQuota shares;

	private final Semaphore uncommitted;

	private final AdmissionPolicy rule;

	private final MeterRegistry meters;

	/** By open requests, and by those that claim to become one. */
	private final AtomicLong taken = new AtomicLong();

	private final AtomicLong claimed = new AtomicLong();

	private final BulkThrottle courtesy = new BulkThrottle(System::nanoTime);

	public BacklogLimiter(LedgerProperties properties, AdmissionPolicy rule, MeterRegistry meters) {
		this.backlog = properties.backlog();
		this.shares = new CallerQuota(properties.share());
		this.uncommitted = new Semaphore(Math.toIntExact(properties.uncommitted().toBytes()));
		this.rule = rule;
		this.meters = meters;
	}

	/** Whether one caller may have fewer open requests than all may. */
	public boolean boundsCallers() {
		return this.shares.most() < this.backlog;
	}

	/**
	 * Says how many requests are open by the ledger's own count.
	 * @param all all of them
	 * @param byOwner those of each caller, if it {@link #boundsCallers()}
	 */
	public void recount(long all, Map<String, Long> byOwner) {
		this.taken.set(all + this.claimed.get());
		this.shares.recount(byOwner);
	}

	/**
	 * Lets a request in until {@link #leave}.
	 * @param request the request
	 * @throws RequestRejectedException if too many are open, or the rule does not admit
	 * it
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	public void enter(NewRequest request) {
		this.rule.admit(request);
		claim(request.owner());
		if (!this.uncommitted.tryAcquire(weight(request))) {
			settle(request.owner(), false);
			throw new LedgerUnavailableException("Too much waits for its commit already", null);
		}
		if (request.lane() != Lane.BULK) {
			this.courtesy.meet();
		}
	}

	/** How uploads give way to single requests. */
	public BulkThrottle courtesy() {
		return this.courtesy;
	}

	/**
	 * Lets out what was let in.
	 * @param request the request
	 * @param stored whether it is open now
	 */
	public void leave(NewRequest request, boolean stored) {
		this.uncommitted.release(weight(request));
		settle(request.owner(), stored);
	}

	/**
	 * Claims room for one more open request until {@link #settle}.
	 * @param owner whose it is
	 * @throws RequestRejectedException if too many are open
	 */
	public void claim(String owner) {
		this.claimed.incrementAndGet();
		try {
			if (this.taken.incrementAndGet() > this.backlog) {
				throw new BacklogFullException(this.backlog);
			}
			this.shares.claim(owner);
		}
		catch (RequestRejectedException ex) {
			this.taken.decrementAndGet();
			this.claimed.decrementAndGet();
			throw ex;
		}
	}

	/**
	 * Gives the claimed room to a request that is open now, or back.
	 * @param owner whose it is
	 * @param opened whether a request is open
	 */
	public void settle(String owner, boolean opened) {
		if (!opened) {
			this.taken.decrementAndGet();
		}
		this.claimed.decrementAndGet();
		this.shares.settle(owner, opened);
	}

	public void ended(String owner) {
		this.taken.decrementAndGet();
		this.shares.ended(owner);
	}

	/** Counts a refusal that its caller is told. */
	public RequestRejectedException refused(RequestRejectedException refusal) {
		this.meters.counter("asyncreply.requests.refused", "reason", refusal.reason()).increment();
		return refusal;
	}

	public long countOpen() {
		return Math.max(0, this.taken.get() - this.claimed.get());
	}

	private static int weight(NewRequest request) {
		return request.payload().length() + ROW_BYTES;
	}

}
