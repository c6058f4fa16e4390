package io.asyncreply.systema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters of one name, each registered when it is first needed and kept from then on:
 * asking the registry costs more than counting.
 *
 * @param <K> what tells them apart
 * @param <M> what they are
 */
public final class MeterCache<K, M> {

	private final Map<K, M> meters = new ConcurrentHashMap<>();

	private final Function<K, M> registration;

	public MeterCache(Function<K, M> registration) {
		this.registration = registration;
	}

	public M get(K key) {
		M meter = this.meters.get(key);
		return (meter != null) ? meter : this.meters.computeIfAbsent(key, this.registration);
	}

}
