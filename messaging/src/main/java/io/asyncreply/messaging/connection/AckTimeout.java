package io.asyncreply.messaging.connection;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Messages that the broker took back because they were not acknowledged in time.
 *
 * @param queue where they came from and wait again
 * @param timeout how long it waited, null if it did not say
 * @param occurredAtNanos the {@link System#nanoTime()} of the last time
 */
public record AckTimeout(String queue, @Nullable String timeout, long occurredAtNanos) {

	private static final Pattern TIMEOUT_PATTERN = Pattern.compile("delivery acknowledgement on channel .+ timed out");

	private static final Pattern TIMEOUT_VALUE_PATTERN = Pattern.compile("Timeout value used: (\\d+ ms)");

	/**
	 * Reads it from the words with which RabbitMQ before 4.3 closes the channel.
	 * @param queue what was consumed
	 * @param text the broker's words
	 * @return empty if they are about something else
	 */
	public static Optional<AckTimeout> parse(String queue, String text) {
		if (!TIMEOUT_PATTERN.matcher(text).find()) {
			return Optional.empty();
		}
		Matcher value = TIMEOUT_VALUE_PATTERN.matcher(text);
		return Optional.of(new AckTimeout(queue, value.find() ? value.group(1) : null, System.nanoTime()));
	}

}
