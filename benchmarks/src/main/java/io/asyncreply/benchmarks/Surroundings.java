package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import org.springframework.boot.SpringBootVersion;

/**
 * Where the figures come from, without which they say nothing.
 */
final class Surroundings {

	private final Kernel kernel;

	private final Settings settings;

	private final Map<String, String> environment;

	Surroundings(Kernel kernel, Settings settings, Map<String, String> environment) {
		this.kernel = kernel;
		this.settings = settings;
		this.environment = environment;
	}

	String describe() throws IOException, TimeoutException {
		return String.format(Locale.ROOT, """
				Closed loop, a POST with %d bytes of payload and the result in its answer; %s.
				Machine: %s, %d CPUs, %.0f GiB, %s %s, the ledger on %s; load average at the start %s
				Versions: revision %s, JDK %s, Spring Boot %s, RabbitMQ %s
				""", Question.PAYLOAD_BYTES, this.settings.plan(), this.kernel.processor(),
				Runtime.getRuntime().availableProcessors(), this.kernel.memoryGibibytes(),
				System.getProperty("os.name"), System.getProperty("os.version"),
				Files.getFileStore(this.settings.ledger()).type(), this.kernel.loadAverage(), this.settings.revision(),
				System.getProperty("java.version"), SpringBootVersion.getVersion(), brokerVersion());
	}

	private String brokerVersion() throws IOException, TimeoutException {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setVirtualHost(this.environment.getOrDefault("RABBITMQ_VIRTUAL_HOST", "/"));
		factory.setUsername(this.environment.getOrDefault("RABBITMQ_USERNAME", "guest"));
		factory.setPassword(this.environment.getOrDefault("RABBITMQ_PASSWORD", "guest"));
		String addresses = this.environment.getOrDefault("RABBITMQ_ADDRESSES", "localhost:5672");
		try (Connection connection = factory.newConnection(Address.parseAddresses(addresses))) {
			return Objects.toString(connection.getServerProperties().get("version"));
		}
	}

}
