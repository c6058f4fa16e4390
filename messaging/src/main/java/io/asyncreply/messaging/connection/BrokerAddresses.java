package io.asyncreply.messaging.connection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

/**
 * Checks {@code spring.rabbitmq.addresses}, and decodes user, password and virtual host
 * of AMQP URIs, which Spring Boot passes on percent-encoded.
 */
public final class BrokerAddresses implements BeanPostProcessor {

	private static final String PROPERTY = "spring.rabbitmq.addresses";

	private static final Pattern ADDRESS = Pattern.compile("(?<scheme>amqps?://)?(?:(?<user>[^@/]*)@)?"
			+ "(?:\\[[0-9A-Fa-f:.]+]|[^@/:\\[\\]\\s]+)(?::(?<port>\\d{1,5}))?(?<path>/[^/\\s]*)?");

	private static final Pattern ENCODED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*");

	private static final int MAX_PORT = 65_535;

	private final List<Matcher> addresses;

	/**
	 * Checks the addresses, before Spring Boot parses them.
	 * @throws InvalidConfigurationPropertyValueException if an address is not valid
	 */
	public BrokerAddresses(Environment environment) {
		this.addresses = Binder.get(environment)
			.bind(PROPERTY, Bindable.listOf(String.class))
			.orElse(List.of())
			.stream()
			.map((address) -> parse(address.trim()))
			.toList();
	}

	/** Decodes the connection details. Spring Boot takes them from the first address. */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RabbitConnectionDetails details && !this.addresses.isEmpty()
				&& this.addresses.get(0).group("scheme") != null) {
			Matcher first = this.addresses.get(0);
			return new DecodedConnectionDetails(details, first.group("user") != null, first.group("path") != null);
		}
		return bean;
	}

	private static Matcher parse(String address) {
		Matcher matcher = ADDRESS.matcher(address);
		boolean valid = matcher.matches()
				&& (matcher.group("port") == null || isPort(Integer.parseInt(matcher.group("port"))))
				&& (matcher.group("scheme") == null || ENCODED.matcher(address).matches());
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, address.replaceAll("[^/]*@", "***@"),
					"An address is host:port or amqp://user:password@host:port/virtual-host, amqps:// for TLS. "
							+ "Percent-encode special characters of user, password and virtual host: @ is %40.");
		}
		return matcher;
	}

	private static boolean isPort(int port) {
		return port > 0 && port <= MAX_PORT;
	}

	/**
	 * Connection details with decoded texts.
	 *
	 * @param encoded the details of Spring Boot
	 * @param decodesUser whether user and password are from the URI
	 * @param decodesVirtualHost whether the virtual host is from the URI
	 */
	private record DecodedConnectionDetails(RabbitConnectionDetails encoded, boolean decodesUser,
			boolean decodesVirtualHost) implements RabbitConnectionDetails {

		@Override
		public @Nullable String getUsername() {
			return decode(this.encoded.getUsername(), this.decodesUser);
		}

		@Override
		public @Nullable String getPassword() {
			return decode(this.encoded.getPassword(), this.decodesUser);
		}

		@Override
		public @Nullable String getVirtualHost() {
			return decode(this.encoded.getVirtualHost(), this.decodesVirtualHost);
		}

		@Override
		public List<Address> getAddresses() {
			return this.encoded.getAddresses();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.encoded.getSslBundle();
		}

		/** Unlike in a form, a plus sign is itself. */
		private static @Nullable String decode(@Nullable String text, boolean fromUri) {
			return (text != null && fromUri) ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
					: text;
		}

	}

}
