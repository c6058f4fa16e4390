package io.asyncreply.systema.web.peer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Shares of the peers in common limits.
 *
 * @param maxShare largest share of one address in connections, unfinished bodies, their
 * received bytes, unsent bytes, transfers and event streams, while others take none. Set
 * 1 if all callers come from one proxy that does not forward their addresses.
 */
@Validated
@ConfigurationProperties("asyncreply.peers")
public record PeerProperties(@DefaultValue("0.75") @DecimalMin("0.01") @DecimalMax("1") double maxShare) {

	/**
	 * Creates a semaphore that peers share.
	 * @param permits permits of all peers together
	 * @return the semaphore
	 */
	public PeerSemaphore semaphore(long permits) {
		return new PeerSemaphore(permits, this.maxShare);
	}

}
