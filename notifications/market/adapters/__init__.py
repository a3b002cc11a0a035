"""How the register is kept and read: tables, sheets and the way out to the message layer."""
