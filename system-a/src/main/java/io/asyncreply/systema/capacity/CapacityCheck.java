package io.asyncreply.systema.capacity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.PropertyResolver;

/**
 * Logs the limits at start, and warns of settings that the process has no room for.
 */
final class CapacityCheck implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(CapacityCheck.class);

	private static final int MIB = 1024 * 1024;

	private final ProcessResources processResources;

	private final DefaultLimits defaultLimits;

	private final PropertyResolver settings;

	CapacityCheck(ProcessResources processResources, DefaultLimits defaultLimits, PropertyResolver settings) {
		this.processResources = processResources;
		this.defaultLimits = defaultLimits;
		this.settings = settings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, Integer> limits = new LinkedHashMap<>();
		fittingLimits().forEach((setting, fitting) -> {
			int limit = this.settings.getProperty(setting, Integer.class, fitting);
			limits.put(setting, limit);
			if (limit > fitting) {
				logger.warn("{} is {}, but {} fit {}. Lower it, or raise the heap or the limit of file descriptors.",
						setting, limit, fitting, describeResources());
			}
		});
		logger.info("Limits for {}: {}, unfinished bodies {} MiB, unsent answers {} MiB", describeResources(),
				limits.entrySet()
					.stream()
					.map((limit) -> limit.getKey() + " " + limit.getValue())
					.collect(Collectors.joining(", ")),
				this.defaultLimits.unfinishedBodyBytes() / MIB, this.defaultLimits.unsentBytes() / MIB);
	}

	private Map<String, Integer> fittingLimits() {
		Map<String, Integer> fitting = new LinkedHashMap<>();
		fitting.put("server.tomcat.max-connections", this.defaultLimits.connections());
		fitting.put("asyncreply.waiting.max-callers", this.defaultLimits.waitingCallers());
		fitting.put("asyncreply.waiting.max-streams", this.defaultLimits.eventStreams());
		fitting.put("asyncreply.requests.max-unfinished-bodies", this.defaultLimits.unfinishedBodies());
		return fitting;
	}

	private String describeResources() {
		return "a heap of " + this.processResources.heapBytes() / MIB + " MiB and "
				+ this.processResources.fileDescriptors() + " file descriptors";
	}

}
