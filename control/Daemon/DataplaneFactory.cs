using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Options;

namespace Falcon.Control.Daemon;

/// <summary>Starts an engine; returns when frames flow.</summary>
/// <param name="options">What it should do.</param>
/// <param name="events">Where it reports what an operator cares about.</param>
/// <exception cref="DataplaneException">Something it needs is missing.</exception>
public delegate IDataplane DataplaneFactory(DataplaneOptions options, ChannelWriter<DataplaneEvent> events);
