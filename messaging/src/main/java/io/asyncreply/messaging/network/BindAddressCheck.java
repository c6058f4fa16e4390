package io.asyncreply.messaging.network;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Checks before the web server starts that a system listens on loopback addresses only,
 * unless the network is declared as trusted.
 */
final class BindAddressCheck {

	private static final String EXPOSURE_PROPERTY = "asyncreply.network.exposure";

	private BindAddressCheck() {
	}

	static BindAddressCheck check(Environment environment) {
		Binder binder = Binder.get(environment);
		if (binder.bind(EXPOSURE_PROPERTY, NetworkExposure.class)
			.orElse(NetworkExposure.LOOPBACK) == NetworkExposure.LOOPBACK) {
			int port = binder.bind("server.port", Integer.class).orElse(8080);
			int managementPort = binder.bind("management.server.port", Integer.class).orElse(port);
			if (port >= 0) {
				requireLoopback(binder, "server.address");
			}
			if (managementPort >= 0 && managementPort != port) {
				requireLoopback(binder, "management.server.address");
			}
		}
		return new BindAddressCheck();
	}

	private static void requireLoopback(Binder binder, String property) {
		InetAddress address = binder.bind(property, InetAddress.class).orElse(null);
		if (address == null || !address.isLoopbackAddress()) {
			throw new InvalidConfigurationPropertyValueException(property, describe(address),
					"There is no authentication: every client that reaches this address can read and submit requests. "
							+ "Set it to 127.0.0.1, or " + EXPOSURE_PROPERTY
							+ "=trusted-network if only authorized clients can reach it.");
		}
	}

	private static String describe(@Nullable InetAddress address) {
		return (address != null) ? address.getHostAddress() : "every address of this machine";
	}

}
