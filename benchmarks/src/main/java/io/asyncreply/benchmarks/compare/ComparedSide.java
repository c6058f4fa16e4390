package io.asyncreply.benchmarks.compare;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.asyncreply.benchmarks.load.CallKind;
import io.asyncreply.benchmarks.load.LoadGenerator.LoadFactory;
import io.asyncreply.benchmarks.load.ScriptLoad;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.report.BenchmarkRun;
import io.asyncreply.benchmarks.transport.AmqpTransport;
import io.asyncreply.benchmarks.transport.HttpTransport;
import io.asyncreply.benchmarks.transport.ZeroMqTransport;

import org.springframework.util.StringUtils;

/**
 * A program, or a set of programs, that answers requests. The scripts pass the names of
 * all sides in {@code --sides}, and {@code --SIDE.title}, {@code --SIDE.kind} (a
 * {@link CallKind}, {@code raw}, {@code zeromq} or {@code python}), {@code --SIDE.url} or
 * {@code --SIDE.script}, and the process ids by {@link ProcessRole}.
 *
 * @param title name in the table
 * @param kind kind of the calls
 * @param address address of its server
 * @param load starts load generators for it
 * @param processes its processes and the load generator
 */
public record ComparedSide(String title, String kind, InetSocketAddress address, LoadFactory load,
		Map<ProcessRole, Long> processes) {

	/**
	 * Reads all sides from the arguments.
	 * @param run the run with the arguments
	 * @return the sides in their order
	 */
	public static List<ComparedSide> allOf(BenchmarkRun run) {
		return Arrays.stream(StringUtils.commaDelimitedListToStringArray(run.argument("sides")))
			.map((name) -> of(name, run))
			.toList();
	}

	private static ComparedSide of(String name, BenchmarkRun run) {
		Map<ProcessRole, Long> processes = new EnumMap<>(ProcessRole.class);
		processes.put(ProcessRole.LOAD, ProcessHandle.current().pid());
		for (ProcessRole role : ProcessRole.values()) {
			if (run.has(name + "." + role)) {
				processes.put(role, Long.valueOf(run.argument(name + "." + role)));
			}
		}
		URI url = URI.create(run.argument(name + ".url"));
		InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort());
		String kind = run.argument(name + ".kind");
		LoadFactory load = switch (kind) {
			case "raw" -> LoadFactory.over(AmqpTransport::new, CallKind.ECHO);
			case "zeromq" -> LoadFactory.over(ZeroMqTransport.to(address), CallKind.ECHO);
			case "python" -> ScriptLoad.of("python3", run.argument(name + ".script"));
			default -> LoadFactory.over(HttpTransport.to(address), CallKind.valueOf(kind.toUpperCase(Locale.ROOT)));
		};
		return new ComparedSide(run.argument(name + ".title"), kind, address, load, processes);
	}

	/**
	 * Returns the id of a process.
	 * @param role role of the process
	 * @return its id
	 * @throws NullPointerException if there is no such process
	 */
	public long pid(ProcessRole role) {
		return Objects.requireNonNull(this.processes.get(role));
	}

	/**
	 * Whether it answers with the result over HTTP, and can be compared at a common rate.
	 */
	boolean isPeer() {
		return this.kind.equals("wait") || this.kind.equals("peer");
	}

}
