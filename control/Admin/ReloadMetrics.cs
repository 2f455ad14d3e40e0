using Falcon.Control.Daemon;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>Whether the configuration in force is the one in the file, as far as anybody asked. Named as Prometheus' own are.</summary>
internal sealed class ReloadMetrics
{
    private readonly Gauge _successful, _time;

    public ReloadMetrics(MetricMaker make)
    {
        _successful = make.Gauge("falcon_config_last_reload_successful");
        _time = make.Gauge("falcon_config_last_reload_success_timestamp_seconds");
    }

    public void Update(ReloadState state)
    {
        _successful.Set(state.LastSucceeded ? 1 : 0);
        _time.Set(state.InForceSince.ToUnixTimeMilliseconds() / 1e3);
    }
}
