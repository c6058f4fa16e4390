package io.asyncreply.systema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Cache of the meters of one name. A meter is registered on first use and then kept,
 * because a look-up in the registry costs more than counting.
 *
 * @param <K> type of the key, usually the values of the tags
 * @param <M> type of the meters
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
