package io.asyncreply.systema.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.messaging.publish.MessageBatcher;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;

/**
 * Lets requests leave for their queues. What is delivered for the first time travels in
 * the convoy of its queue; what may have been in a frame that was lost with its worker
 * travels alone. Belongs to the dispatch thread.
 */
final class DispatchBatcher {

	private final BatchSizePolicy batchSizePolicy;

	private final Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher;

	private final Executor executor;

	private final Map<RequestQueue, MessageBatcher<PendingDispatch>> batchers = new HashMap<>();

	/**
	 * Makes the place.
	 * @param batchSizePolicy decides how many travel together
	 * @param dispatcher dispatches what travels together, completed once the ledger knows
	 * what became of it
	 * @param executor lets leave what gathered
	 */
	DispatchBatcher(BatchSizePolicy batchSizePolicy, Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher,
			Executor executor) {
		this.batchSizePolicy = batchSizePolicy;
		this.dispatcher = dispatcher;
		this.executor = executor;
	}

	/**
	 * Lets requests leave.
	 * @param requests all that are ready at this instant
	 * @param onCompleted hears of each of them once it has arrived or failed
	 */
	void dispatch(List<OutboxEntry> requests, Consumer<OutboxEntry> onCompleted) {
		Map<RequestQueue, List<PendingDispatch>> firstDeliveries = new LinkedHashMap<>();
		for (OutboxEntry request : requests) {
			PendingDispatch pendingDispatch = new PendingDispatch(request, onCompleted);
			if (isFirstDelivery(request)) {
				firstDeliveries.computeIfAbsent(request.queue(), (requestQueue) -> new ArrayList<>())
					.add(pendingDispatch);
			}
			else {
				publishBatch(List.of(pendingDispatch));
			}
		}
		firstDeliveries.forEach((requestQueue, pendingDispatches) -> batcher(requestQueue).add(pendingDispatches));
	}

	private MessageBatcher<PendingDispatch> batcher(RequestQueue requestQueue) {
		return this.batchers.computeIfAbsent(requestQueue,
				(key) -> new MessageBatcher<>(new BatchLimits<>(
						() -> this.batchSizePolicy.maxBatchSize(requestQueue.operation(), requestQueue.lane()),
						PendingDispatch::length), this::publishBatch, this.executor));
	}

	private CompletableFuture<?> publishBatch(List<PendingDispatch> batch) {
		return this.dispatcher.apply(batch.stream().map(PendingDispatch::request).toList())
			.whenComplete((done, failure) -> batch.forEach(PendingDispatch::complete));
	}

	private static boolean isFirstDelivery(OutboxEntry request) {
		return request.attempt() == 1 && request.state() == RequestState.ACCEPTED && request.lane() != Lane.SUSPECT;
	}

	/**
	 * A request, and who hears of it.
	 */
	private record PendingDispatch(OutboxEntry request, Consumer<OutboxEntry> onCompleted) {

		int length() {
			return this.request.payload().length();
		}

		void complete() {
			this.onCompleted.accept(this.request);
		}

	}

}
