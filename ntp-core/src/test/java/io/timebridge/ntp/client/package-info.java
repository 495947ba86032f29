@NullMarked
package io.timebridge.ntp.client;

import org.jspecify.annotations.NullMarked;
