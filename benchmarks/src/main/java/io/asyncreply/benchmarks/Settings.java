package io.asyncreply.benchmarks;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.StringUtils;

/**
 * What the script that started the sides says about them, each as {@code --name=value}:
 * {@code quick}, {@code revision}, {@code ledger} (its folder), {@code plot} (the file to
 * draw), {@code sides} (see {@link Contender}), and for each side {@code SIDE.url} or
 * {@code SIDE.script} and the process ids of its parts ({@code SIDE.front} and so on, see
 * {@link Part}), as far as it has them here.
 */
final class Settings {

	private final SimpleCommandLinePropertySource arguments;

	Settings(String... arguments) {
		this.arguments = new SimpleCommandLinePropertySource(arguments);
	}

	Plan plan() {
		return this.arguments.containsProperty("quick") ? Plan.quick() : Plan.thorough(contenders().size());
	}

	List<Side> sides() {
		return contenders().stream().map(this::side).toList();
	}

	List<Contender> contenders() {
		return Arrays.stream(StringUtils.commaDelimitedListToStringArray(required("sides")))
			.map((name) -> Contender.valueOf(name.toUpperCase(Locale.ROOT)))
			.toList();
	}

	private Side side(Contender contender) {
		Map<Part, Long> processes = new EnumMap<>(Part.class);
		processes.put(Part.LOAD, ProcessHandle.current().pid());
		for (Part part : Part.values()) {
			String process = this.arguments.getProperty(nameOf(contender) + "." + part);
			if (process != null) {
				processes.put(part, Long.valueOf(process));
			}
		}
		return new Side(contender.title(), contender.source(this), contender.isPeer(), processes);
	}

	InetSocketAddress address(Contender contender) {
		URI uri = URI.create(required(nameOf(contender) + ".url"));
		return new InetSocketAddress(uri.getHost(), uri.getPort());
	}

	String script(Contender contender) {
		return required(nameOf(contender) + ".script");
	}

	private static String nameOf(Contender contender) {
		return contender.name().toLowerCase(Locale.ROOT);
	}

	String revision() {
		return required("revision");
	}

	Path ledger() {
		return Path.of(required("ledger"));
	}

	Path plot() {
		return Path.of(required("plot"));
	}

	private String required(String name) {
		@Nullable String value = this.arguments.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

}
