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

	private final BatchSizePolicy framing;

	private final Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher;

	private final Executor executor;

	private final Map<RequestQueue, MessageBatcher<PendingDispatch>> convoys = new HashMap<>();

	/**
	 * Makes the place.
	 * @param framing decides how many travel together
	 * @param dispatcher dispatches what travels together, completed once the ledger knows
	 * what became of it
	 * @param executor lets leave what gathered
	 */
	DispatchBatcher(BatchSizePolicy framing, Function<List<OutboxEntry>, CompletableFuture<?>> dispatcher,
			Executor executor) {
		this.framing = framing;
		this.dispatcher = dispatcher;
		this.executor = executor;
	}

	/**
	 * Lets requests leave.
	 * @param requests all that are ready at this instant
	 * @param arrived hears of each of them once it has arrived or failed
	 */
	void leave(List<OutboxEntry> requests, Consumer<OutboxEntry> arrived) {
		Map<RequestQueue, List<PendingDispatch>> firstDeliveries = new LinkedHashMap<>();
		for (OutboxEntry request : requests) {
			PendingDispatch passenger = new PendingDispatch(request, arrived);
			if (isFirstDelivery(request)) {
				firstDeliveries.computeIfAbsent(request.destination(), (to) -> new ArrayList<>()).add(passenger);
			}
			else {
				CompletableFuture<?> unused = dispatch(List.of(passenger));
			}
		}
		firstDeliveries.forEach((to, passengers) -> convoy(to).add(passengers));
	}

	private MessageBatcher<PendingDispatch> convoy(RequestQueue to) {
		return this.convoys.computeIfAbsent(to,
				(destination) -> new MessageBatcher<>(
						new BatchLimits<>(() -> this.framing.most(to.operation(), to.lane()), PendingDispatch::length),
						this::dispatch, this.executor));
	}

	private CompletableFuture<?> dispatch(List<PendingDispatch> frame) {
		return this.dispatcher.apply(frame.stream().map(PendingDispatch::request).toList())
			.whenComplete((done, failure) -> frame.forEach(PendingDispatch::arrive));
	}

	private static boolean isFirstDelivery(OutboxEntry request) {
		return request.attempt() == 1 && request.state() == RequestState.ACCEPTED && request.lane() != Lane.SUSPECT;
	}

	/**
	 * A request, and who hears of it.
	 */
	private record PendingDispatch(OutboxEntry request, Consumer<OutboxEntry> arrived) {

		int length() {
			return this.request.payload().length();
		}

		void arrive() {
			this.arrived.accept(this.request);
		}

	}

}
