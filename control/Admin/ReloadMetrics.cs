using Falcon.Control.Daemon;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>Whether the configuration in force is the one in the file, as far as anybody asked. Named as Prometheus' own are.</summary>
internal sealed class ReloadMetrics
{
    private readonly Gauge _successful, _time;

    public ReloadMetrics(CollectorRegistry registry)
    {
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(registry);
        _successful = make.CreateGauge("falcon_config_last_reload_successful", "1 unless the last reload was refused.");
        _time = make.CreateGauge("falcon_config_last_reload_success_timestamp_seconds", "When the configuration in force was read, in seconds since 1970.");
    }

    public void Update(ReloadState state)
    {
        _successful.Set(state.LastSucceeded ? 1 : 0);
        _time.Set(state.InForceSince.ToUnixTimeMilliseconds() / 1e3);
    }
}
