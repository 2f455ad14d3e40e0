namespace Falcon.Engine.Stages;

/// <summary>Why a frame is dropped between two workers.</summary>
public enum HandoffDrop : byte
{
    /// <summary>The inbox of the worker that was to go on with it is full: that worker is overloaded.</summary>
    InboxFull,
}
