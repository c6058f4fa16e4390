package io.asyncreply.systema.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.amqp.Frames;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Unsent;

/**
 * Decides which requests travel together, from what waits at this instant and how long a
 * handler takes for one: a few milliseconds of work in one frame, so that slow work, and
 * work of which nothing is known, travels alone. So does what may have been in a frame
 * that was lost with its worker.
 */
final class Framing {

	private static final double MOST_WORK_SECONDS = 0.005;

	private static final int MOST_INTERACTIVE = 64;

	private final ToDoubleFunction<String> serviceTime;

	private final Predicate<String> read;

	private final Predicate<String> wanted;

	/**
	 * Makes the judge.
	 * @param serviceTime tells how many seconds a handler takes for a request of a queue,
	 * 0 if that is unknown
	 * @param read tells whether all who take requests from a queue read frames
	 * @param wanted tells whether requests of an operation may be framed
	 */
	Framing(ToDoubleFunction<String> serviceTime, Predicate<String> read, Predicate<String> wanted) {
		this.serviceTime = serviceTime;
		this.read = read;
		this.wanted = wanted;
	}

	/**
	 * Puts requests together.
	 * @param waiting all that wait
	 * @return the same requests, those that travel together in one list
	 */
	List<List<Unsent>> arrange(List<Unsent> waiting) {
		if (waiting.size() == 1) {
			return List.of(waiting);
		}
		List<List<Unsent>> frames = new ArrayList<>();
		Map<String, List<Unsent>> firstDeliveries = new LinkedHashMap<>();
		for (Unsent request : waiting) {
			if (isFirstDelivery(request)) {
				firstDeliveries.computeIfAbsent(queue(request), (queue) -> new ArrayList<>()).add(request);
			}
			else {
				frames.add(List.of(request));
			}
		}
		firstDeliveries.values()
			.forEach((requests) -> frames
				.addAll(Frames.cut(requests, mostLike(requests.get(0)), (request) -> request.payload().length())));
		return frames;
	}

	private int mostLike(Unsent request) {
		String queue = queue(request);
		double seconds = this.serviceTime.applyAsDouble(queue);
		if (seconds <= 0 || !this.wanted.test(request.operation()) || !this.read.test(queue)) {
			return 1;
		}
		int most = (request.lane() == Lane.BULK) ? Frames.MAX_MESSAGES : MOST_INTERACTIVE;
		return (int) Math.max(1, Math.min(most, MOST_WORK_SECONDS / seconds));
	}

	private static boolean isFirstDelivery(Unsent request) {
		return request.attempt() == 1 && request.state() == State.ACCEPTED && request.lane() != Lane.SUSPECT;
	}

	private static String queue(Unsent request) {
		return Channels.requests(request.operation(), request.lane());
	}

}
