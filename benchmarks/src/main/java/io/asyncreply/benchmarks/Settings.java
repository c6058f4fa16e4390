package io.asyncreply.benchmarks;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * What the script that started the sides says about them, each as {@code --name=value}:
 * {@code quick}, {@code revision}, {@code ledger} (its folder), {@code broker} (the
 * process id, where it runs here), and for each side {@code url}, {@code front} and
 * {@code worker}; the side {@code blind} may be absent.
 */
final class Settings {

	private final SimpleCommandLinePropertySource arguments;

	Settings(String... arguments) {
		this.arguments = new SimpleCommandLinePropertySource(arguments);
	}

	Plan plan() {
		return this.arguments.containsProperty("quick") ? Plan.quick() : Plan.thorough();
	}

	List<Side> sides() {
		List<Side> sides = new ArrayList<>(List.of(side("A and B, durable", "pair", Call.PAIR)));
		if (this.arguments.containsProperty("blind.url")) {
			sides.add(side("A and B, no metrics", "blind", Call.PAIR));
		}
		sides.add(side("RabbitTemplate", "peer", Call.PEER));
		return List.copyOf(sides);
	}

	private Side side(String title, String name, Call call) {
		URI uri = URI.create(required(name + ".url"));
		Map<Part, Long> processes = new EnumMap<>(Part.class);
		processes.put(Part.LOAD, ProcessHandle.current().pid());
		processes.put(Part.FRONT, Long.valueOf(required(name + ".front")));
		processes.put(Part.WORKER, Long.valueOf(required(name + ".worker")));
		String broker = this.arguments.getProperty("broker");
		if (broker != null) {
			processes.put(Part.BROKER, Long.valueOf(broker));
		}
		return new Side(title, new InetSocketAddress(uri.getHost(), uri.getPort()), call, processes);
	}

	String revision() {
		return required("revision");
	}

	Path ledger() {
		return Path.of(required("ledger"));
	}

	private String required(String name) {
		@Nullable String value = this.arguments.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

}
