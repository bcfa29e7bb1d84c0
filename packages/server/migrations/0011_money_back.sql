-- Money of purchases that went back to the buyer, and the coins that were taken back for it.

-- One row for the refunds of a purchase together, and one for each dispute about it.
CREATE TABLE wallet_money_back (
  top_up  uuid NOT NULL REFERENCES wallet_top_ups (id),
  -- 'refunds', or the provider's name of the dispute.
  cause   text NOT NULL,
  -- In the smallest unit of the currency; 0 once a dispute was won.
  price   bigint NOT NULL CHECK (price >= 0),
  -- Nothing told later changes it.
  final   boolean NOT NULL,
  PRIMARY KEY (top_up, cause)
);

-- Coins of it that were taken back so far. Those that were spent by then are not among them.
ALTER TABLE wallet_top_ups ADD COLUMN taken bigint NOT NULL DEFAULT 0;
ALTER TABLE wallet_top_ups ADD CONSTRAINT wallet_top_ups_taken CHECK (taken BETWEEN 0 AND amount);
