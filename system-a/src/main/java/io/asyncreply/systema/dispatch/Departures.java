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
import io.asyncreply.messages.amqp.Convoy;
import io.asyncreply.messages.amqp.Frames;
import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Unsent;

/**
 * Lets requests leave for their queues. What is delivered for the first time travels in
 * the convoy of its queue; what may have been in a frame that was lost with its worker
 * travels alone. Belongs to the dispatch thread.
 */
final class Departures {

	private final Framing framing;

	private final Function<List<Unsent>, CompletableFuture<?>> dispatcher;

	private final Executor executor;

	private final Map<Destination, Convoy<Passenger>> convoys = new HashMap<>();

	/**
	 * Makes the place.
	 * @param framing decides how many travel together
	 * @param dispatcher dispatches what travels together, completed once the ledger knows
	 * what became of it
	 * @param executor lets leave what gathered
	 */
	Departures(Framing framing, Function<List<Unsent>, CompletableFuture<?>> dispatcher, Executor executor) {
		this.framing = framing;
		this.dispatcher = dispatcher;
		this.executor = executor;
	}

	/**
	 * Lets requests leave.
	 * @param requests all that are ready at this instant
	 * @param arrived hears of each of them once it has arrived or failed
	 */
	void leave(List<Unsent> requests, Consumer<Unsent> arrived) {
		Map<Destination, List<Passenger>> firstDeliveries = new LinkedHashMap<>();
		for (Unsent request : requests) {
			Passenger passenger = new Passenger(request, arrived);
			if (isFirstDelivery(request)) {
				firstDeliveries.computeIfAbsent(request.destination(), (to) -> new ArrayList<>()).add(passenger);
			}
			else {
				CompletableFuture<?> unused = dispatch(List.of(passenger));
			}
		}
		firstDeliveries.forEach((to, passengers) -> convoy(to).add(passengers));
	}

	private Convoy<Passenger> convoy(Destination to) {
		return this.convoys.computeIfAbsent(to,
				(destination) -> new Convoy<>(
						new Frames<>(() -> this.framing.most(to.operation(), to.lane()), Passenger::length),
						this::dispatch, this.executor));
	}

	private CompletableFuture<?> dispatch(List<Passenger> frame) {
		return this.dispatcher.apply(frame.stream().map(Passenger::request).toList())
			.whenComplete((done, failure) -> frame.forEach(Passenger::arrive));
	}

	private static boolean isFirstDelivery(Unsent request) {
		return request.attempt() == 1 && request.state() == State.ACCEPTED && request.lane() != Lane.SUSPECT;
	}

	/**
	 * A request, and who hears of it.
	 */
	private record Passenger(Unsent request, Consumer<Unsent> arrived) {

		int length() {
			return this.request.payload().length();
		}

		void arrive() {
			this.arrived.accept(this.request);
		}

	}

}
