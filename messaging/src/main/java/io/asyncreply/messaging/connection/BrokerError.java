package io.asyncreply.messaging.connection;

import java.util.Optional;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

/**
 * What the broker said when it refused something and closed the channel or the connection
 * for it.
 *
 * @param code the reply code of AMQP
 * @param text the broker's words
 * @param operation what it refused, such as {@code queue.declare}, or empty if it does
 * not say
 */
public record BrokerError(int code, String text, String operation) {

	/**
	 * Looks for the broker's words behind a failure.
	 * @param failure whatever the client's library or Spring threw
	 * @return empty if it was not the broker who refused, as when it cannot be reached
	 */
	public static Optional<BrokerError> in(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AuthenticationFailureException) {
				return Optional.of(new BrokerError(AMQP.ACCESS_REFUSED, String.valueOf(cause.getMessage()), ""));
			}
			if (cause instanceof ShutdownSignalException signal && !signal.isInitiatedByApplication()) {
				Optional<BrokerError> refusal = in(signal.getReason());
				if (refusal.isPresent()) {
					return refusal;
				}
			}
		}
		return Optional.empty();
	}

	private static Optional<BrokerError> in(@Nullable Method farewell) {
		if (farewell instanceof AMQP.Channel.Close close) {
			return Optional.of(new BrokerError(close.getReplyCode(), close.getReplyText(),
					name(close.getClassId(), close.getMethodId())));
		}
		if (farewell instanceof AMQP.Connection.Close close && close.getReplyCode() != AMQP.CONNECTION_FORCED) {
			return Optional.of(new BrokerError(close.getReplyCode(), close.getReplyText(), ""));
		}
		return Optional.empty();
	}

	private static String name(int classId, int methodId) {
		return switch (classId * 100 + methodId) {
			case 4010 -> "exchange.declare";
			case 5010 -> "queue.declare";
			case 5020 -> "queue.bind";
			case 6020 -> "basic.consume";
			case 6040 -> "basic.publish";
			default -> "";
		};
	}

}
