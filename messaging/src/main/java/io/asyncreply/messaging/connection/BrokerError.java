package io.asyncreply.messaging.connection;

import java.util.Optional;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

/**
 * Error with which the broker closed a channel or a connection.
 *
 * @param replyCode AMQP reply code
 * @param replyText reply text of the broker
 * @param amqpMethod refused method, for example {@code queue.declare}, or empty if
 * unknown
 */
public record BrokerError(int replyCode, String replyText, String amqpMethod) {

	/**
	 * Finds the error of the broker among the causes of a failure.
	 * @param failure exception of the RabbitMQ client or of Spring
	 * @return the error, or empty if the broker did not refuse, for example because it is
	 * unreachable
	 */
	public static Optional<BrokerError> findIn(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AuthenticationFailureException) {
				return Optional.of(new BrokerError(AMQP.ACCESS_REFUSED, String.valueOf(cause.getMessage()), ""));
			}
			if (cause instanceof ShutdownSignalException shutdownSignal && !shutdownSignal.isInitiatedByApplication()) {
				Optional<BrokerError> brokerError = findIn(shutdownSignal.getReason());
				if (brokerError.isPresent()) {
					return brokerError;
				}
			}
		}
		return Optional.empty();
	}

	private static Optional<BrokerError> findIn(@Nullable Method closeMethod) {
		if (closeMethod instanceof AMQP.Channel.Close close) {
			return Optional.of(new BrokerError(close.getReplyCode(), close.getReplyText(),
					methodName(close.getClassId(), close.getMethodId())));
		}
		if (closeMethod instanceof AMQP.Connection.Close close && close.getReplyCode() != AMQP.CONNECTION_FORCED) {
			return Optional.of(new BrokerError(close.getReplyCode(), close.getReplyText(), ""));
		}
		return Optional.empty();
	}

	private static String methodName(int classId, int methodId) {
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
